using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ImageForge.Core.Detection;

/// <summary>
/// Puts the records of an audit trail (auditd's text, <c>ENRICHED</c> or <c>RAW</c>) together to events. The trail
/// comes out of a machine that was just attacked: whatever it holds, reading takes linear time and bounded memory for
/// each event.
/// </summary>
public static class AuditEventReader
{
    /// <summary>What is beyond is not read, and said to be cut. The longest trail of 398 atomics had 23,000.</summary>
    public const int RecordsMax = 500_000;

    /// <summary>A longer line is no record: auditd itself cuts at 8,970 characters before it enriches.</summary>
    public const int LineMax = 64 * 1024;

    // Types that have no closing record: what user space sends is one record an event. They close by age.
    private const long OpenMillisecondsMax = 2000;
    private const int OpenMax = 1024;

    /// <summary>Reads a whole trail of one restored machine.</summary>
    public static AuditTrail Read(string records)
    {
        var reading = new Reading();
        for (var start = 0; start < records.Length;)
        {
            var length = records.AsSpan(start).IndexOf('\n');
            if (length < 0 || reading.RecordCount == RecordsMax)
            {
                // A line without its end may be cut anywhere, even within a number.
                return reading.End(isCut: true);
            }

            reading.Take(records.AsSpan(start, length).TrimEnd('\r'), end: start + length + 1);
            start += length + 1;
        }

        return reading.End(isCut: false);
    }

    /// <summary>What is open, and what is done.</summary>
    private sealed class Reading
    {
        private readonly Dictionary<(long Milliseconds, long Serial), AuditEventDraft> _open = [];
        private readonly Queue<(long Milliseconds, long Serial)> _order = [];
        private readonly HashSet<(long Milliseconds, long Serial)> _ended = [];
        private readonly List<AuditEvent> _events = [];
        private int _malformed;

        public int RecordCount { get; private set; }

        public void Take(ReadOnlySpan<char> line, int end)
        {
            if (line.Length > LineMax || AuditRecordHead.Of(line) is not { } head)
            {
                _malformed += line.IsEmpty ? 0 : 1;
                return;
            }

            RecordCount++;
            var id = (head.Milliseconds, head.Serial);
            if (head.Type == "EOE")
            {
                Close(id);
                _ended.Add(id);
                return;
            }

            // Delivered twice: an event is over when its end was there.
            if (_ended.Contains(id))
            {
                return;
            }

            ref var draft = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, id, out var known);
            if (!known)
            {
                draft = new AuditEventDraft(head.Serial, head.Milliseconds);
                _order.Enqueue(id);
            }

            draft!.Add(head.Type, line[head.BodyStart..], end);
            CloseOld(head.Milliseconds);
        }

        public AuditTrail End(bool isCut)
        {
            foreach (var id in _order)
            {
                Close(id);
            }

            var events = _events.OrderBy(happened => happened.Time).ThenBy(happened => happened.Serial);
            return new AuditTrail([.. events], RecordCount, _malformed, isCut);
        }

        private void CloseOld(long now)
        {
            while (_order.TryPeek(out var oldest)
                && (!_open.ContainsKey(oldest) || _open.Count > OpenMax
                    || now - oldest.Milliseconds > OpenMillisecondsMax))
            {
                Close(oldest);
                _order.Dequeue();
            }
        }

        private void Close((long Milliseconds, long Serial) id)
        {
            if (_open.Remove(id, out var draft))
            {
                _events.Add(draft.Build());
            }
        }
    }
}
