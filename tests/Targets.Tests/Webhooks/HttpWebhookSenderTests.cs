using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using ImageForge.Core;
using ImageForge.Core.Notices;
using ImageForge.Engine.Webhooks;
using ImageForge.Targets.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Targets.Tests.Webhooks;

/// <summary>What goes over the wire, and what a receiver can do to us.</summary>
public sealed class HttpWebhookSenderTests : IDisposable
{
    private static readonly Notice Notice = new(
        NoticeKind.RotationHeld, "fleet/web", 7, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Digest.OfText("entry"),
        ImmutableSortedDictionary<string, string>.Empty.Add("reason", "Window").Add("rotation", "web-1"));

    private readonly HttpWebhookSender _sender = new(
        () => "0123456789ab", new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));

    public void Dispose() => _sender.Dispose();

    [Fact]
    public async Task A_message_is_a_cloud_event_with_a_standard_signature()
    {
        await using var sink = WebhookSink.Answering(_ => 204);
        Assert.Null((await SendAsync(sink.Url)).Error);

        var got = Assert.Single(sink.Got);
        Assert.Equal("application/cloudevents+json; charset=utf-8", got.Headers["content-type"]);
        Assert.Equal(Notice.Id, got.Id);
        Assert.Equal("1800000000", got.Headers["webhook-timestamp"]);
        Assert.True(WebhookSink.IsSigned(got));
        Assert.False(WebhookSink.IsSigned(got with { Body = Encoding.UTF8.GetBytes("{}") }));
        Assert.Equal(
            $$$"""
            {"specversion":"1.0","id":"{{{Notice.Id}}}","source":"urn:imageforge:0123456789ab",
            "type":"imageforge.rotation.held.v1","datacontenttype":"application/json","subject":"fleet/web",
            "time":"2026-01-01T12:00:00Z","sequence":"00000000000000000007","data":{"facts":{"reason":"Window",
            "rotation":"web-1"},"chain":"fleet/web","sequence":7,"hash":"{{{Notice.Entry.Hex}}}"}}
            """.ReplaceLineEndings(""),
            Sorted(got));
        Assert.DoesNotContain("traceparent", got.Headers.Keys);
    }

    [Fact]
    public void The_signature_is_that_of_the_published_example()
    {
        // From the specification of Standard Webhooks.
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            NoticeMessage.Signatures("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, [key]));
    }

    [Fact]
    public async Task Two_keys_give_two_signatures()
    {
        await using var sink = WebhookSink.Answering(_ => 200);
        await SendAsync(sink.Url, keys: [new byte[24], WebhookSink.Key]);
        var got = Assert.Single(sink.Got);
        Assert.Equal(2, got.Headers["webhook-signature"].Split(' ').Length);
        Assert.True(WebhookSink.IsSigned(got));
    }

    [Theory]
    [InlineData(500, false, "it answers 500")]
    [InlineData(404, false, "it answers 404")]
    [InlineData(410, true, "it answers 410")]
    public async Task Other_answers_are_failures(int status, bool isFinal, string error)
    {
        await using var sink = WebhookSink.Answering(_ => status);
        Assert.Equal(new WebhookAnswer(error, isFinal), await SendAsync(sink.Url));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = WebhookSink.Answering(_ => 200);
        await using var sink = new WebhookSink((_, response, _) =>
        {
            response.StatusCode = 307;
            response.RedirectLocation = $"{elsewhere.Url}";
            return Task.CompletedTask;
        });
        Assert.StartsWith("it answers 307: redirects are not followed", (await SendAsync(sink.Url)).Error,
            StringComparison.Ordinal);
        Assert.Empty(elsewhere.Got);
    }

    [Fact]
    public async Task A_receiver_may_ask_to_be_left_alone()
    {
        await using var sink = new WebhookSink((_, response, _) =>
        {
            (response.StatusCode, response.Headers["Retry-After"]) = (429, "90");
            return Task.CompletedTask;
        });
        Assert.Equal(TimeSpan.FromSeconds(90), (await SendAsync(sink.Url)).Asked);
    }

    [Fact]
    public async Task One_that_never_answers_costs_its_time_and_no_more()
    {
        await using var sink = new WebhookSink((_, _, stop) => new TaskCompletionSource().Task.WaitAsync(stop));
        var took = Stopwatch.StartNew();
        Assert.Equal("no answer within 1 s", (await SendAsync(sink.Url, TimeSpan.FromSeconds(1))).Error);
        Assert.InRange(took.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        var written = 0L;
        await using var sink = new WebhookSink(async (_, response, stop) =>
        {
            response.SendChunked = true;
            var part = new byte[64 * 1024];
            for (var count = 0; count < 10_000; count++)
            {
                await response.OutputStream.WriteAsync(part, stop);
                written += part.Length;
            }
        });
        Assert.Null((await SendAsync(sink.Url)).Error);
        Assert.True(written < 100 * 1024 * 1024, $"{written} bytes were taken");
    }

    [Fact]
    public async Task Nobody_there_is_told_in_words() =>
        Assert.Contains(
            "refused", (await SendAsync(new Uri("http://127.0.0.1:9/"))).Error, StringComparison.OrdinalIgnoreCase);

    private Task<WebhookAnswer> SendAsync(Uri url, TimeSpan? limit = null, IReadOnlyList<byte[]>? keys = null) =>
        _sender.SendAsync(
            new Webhook("test", url, [NoticeKind.RotationHeld], new SecretSource.Variable("X")), Notice,
            keys ?? [WebhookSink.Key], limit ?? TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    // Attributes of a CloudEvent have no order; this is the one of the text above.
    private static string Sorted(WebhookDelivery delivery)
    {
        string[] order =
        [
            "specversion", "id", "source", "type", "datacontenttype", "subject", "time", "sequence", "data",
        ];
        var properties = delivery.Event.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetRawText());
        Assert.Equal(order.Order(), properties.Keys.Order());
        return "{" + string.Join(',', order.Select(name => $"\"{name}\":{properties[name]}")) + "}";
    }
}
