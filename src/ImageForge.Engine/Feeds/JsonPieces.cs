using System.Text.Json;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Reads a JSON text that does not fit well into memory, one value below its root after the other: a list's entries, or
/// an object's properties.
/// </summary>
internal sealed class JsonPieces
{
    // The tracker's largest value, all of the kernel, has 16 MB.
    private const int PieceBytesMax = 128 << 20;
    private const int BufferBytes = 1 << 20;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _began;
    private bool _isOver;
    private JsonReaderState _state;

    private JsonPieces(Stream stream) => _stream = stream;

    /// <exception cref="JsonException">It is no JSON, ends early, or one of its values is too large.</exception>
    public static IEnumerable<JsonPiece> Read(Stream stream)
    {
        var pieces = new JsonPieces(stream);
        while (!pieces._isOver)
        {
            if (pieces.TryTake(out var name, out var document))
            {
                using (document)
                {
                    if (document is not null)
                    {
                        yield return new JsonPiece(name, document.RootElement);
                    }
                }
            }
            else
            {
                pieces.Fill();
            }
        }
    }

    // False: what is there does not hold the whole of the next value. The reader's state moves on whole values only.
    private bool TryTake(out string? name, out JsonDocument? document)
    {
        (name, document) = (null, null);
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
        if (!reader.Read())
        {
            return false;
        }

        if (!_began)
        {
            _began = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                ? true
                : throw new JsonException("expected an object or a list");
        }
        else if (reader.CurrentDepth == 0)
        {
            _isOver = true;
        }
        else
        {
            name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
            if (!JsonDocument.TryParseValue(ref reader, out document))
            {
                return false;
            }
        }

        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= PieceBytesMax)
            {
                throw new JsonException($"one of its values is larger than {PieceBytesMax >> 20} MiB");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // The whole buffer at once: a value that needs several rounds is parsed anew in each.
        var room = _buffer.AsSpan(_end);
        var read = _stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        (_end, _isLast) = (_end + read, read < room.Length);
    }
}
