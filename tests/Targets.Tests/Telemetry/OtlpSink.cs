using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Telemetry;

/// <summary>A collector of a test: takes OTLP over HTTP as protobuf, and reads the few fields that are asked for.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public OtlpSink()
    {
        Url = new Uri($"http://127.0.0.1:{LoopbackPort.FindFree()}/");
        _listener.Prefixes.Add($"{Url}");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public Uri Url { get; }
    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>Units by name.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    /// <summary>What a process that sends here needs in its environment.</summary>
    public static IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Close();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Read(context.Request.Url!.AbsolutePath, body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // Field numbers of opentelemetry-proto: resource 1, scope 2, item 2.
    private void Read(string path, byte[] body)
    {
        foreach (var item in from resource in Fields(body, 1)
                             from scope in Fields(resource, 2)
                             from item in Fields(scope, 2)
                             select item)
        {
            if (path == "/v1/traces")
            {
                _spans.Enqueue(new OtlpSpan(Hex(item, 1), Hex(item, 2), Hex(item, 4), Text(item, 5)));
            }
            else if (path == "/v1/metrics")
            {
                _metrics[Text(item, 1)] = Text(item, 3);
            }
        }
    }

    private static string Hex(byte[] message, int field) =>
        Convert.ToHexStringLower(Fields(message, field).FirstOrDefault() ?? []);

    private static string Text(byte[] message, int field) =>
        Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault() ?? []);

    // The length-delimited fields of one number.
    private static IEnumerable<byte[]> Fields(byte[] message, int number)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Number(message, ref at);
                    if ((int)(tag >> 3) == number)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"no wire type {tag & 7} in protobuf");
            }
        }
    }

    private static ulong Number(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
