using ImageForge.Core.Notices;
using ImageForge.Engine.Webhooks;

namespace ImageForge.Engine.Tests.Webhooks;

/// <summary>Receivers that answer as a test says, and remember what they were sent.</summary>
internal sealed class ScriptedReceiver : IWebhookSender
{
    private readonly Lock _gate = new();
    private readonly List<(string Hook, Notice Notice)> _tries = [];

    /// <summary>What a hook answers.</summary>
    public Func<string, Notice, WebhookAnswer> Answer { get; set; } = (_, _) => WebhookAnswer.Delivered;

    /// <summary>Waited for before an answer; done: nothing is.</summary>
    public Func<string, Task> Pause { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<(string Hook, Notice Notice)> Tries
    {
        get
        {
            lock (_gate)
            {
                return [.. _tries];
            }
        }
    }

    public async Task<WebhookAnswer> SendAsync(
        Webhook hook, Notice notice, IReadOnlyList<byte[]> keys, TimeSpan limit, CancellationToken cancellationToken)
    {
        Assert.NotEmpty(keys);
        lock (_gate)
        {
            _tries.Add((hook.Id, notice));
        }

        await Pause(hook.Id);
        return Answer(hook.Id, notice);
    }
}
