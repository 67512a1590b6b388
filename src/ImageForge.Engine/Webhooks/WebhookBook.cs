using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Notices;
using ImageForge.Engine.Definitions;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Webhooks;

/// <summary>The webhooks as they were when all of them were last right; taken up without a restart.</summary>
public sealed class WebhookBook(DefinitionReader definitions, ILogger<WebhookBook> logger)
{
    private readonly Lock _gate = new();
    private Digest? _read;
    private ImmutableArray<Webhook> _hooks = [];

    /// <summary>What is wrong with the files now; null: nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Those in force, after a look at what changed.</summary>
    public ImmutableArray<Webhook> Refresh()
    {
        lock (_gate)
        {
            try
            {
                var digest = definitions.DigestOfWebhooks();
                if (_read == digest)
                {
                    return _hooks;
                }

                _read = digest;
                _hooks = [.. definitions.ReadWebhooks()];
                Fault = null;
                if (!_hooks.IsEmpty)
                {
                    WebhookLog.InForce(logger, _hooks.Length, string.Join(", ", _hooks.Select(hook => hook.Id)));
                }
            }
            catch (Exception exception) when (exception is DefinitionException or IOException
                or UnauthorizedAccessException)
            {
                if (Fault != exception.Message)
                {
                    WebhookLog.Refused(logger, exception.Message);
                }

                Fault = exception.Message;
            }

            return _hooks;
        }
    }
}
