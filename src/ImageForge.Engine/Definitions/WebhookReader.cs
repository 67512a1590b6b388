using System.Net;
using ImageForge.Core.Notices;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>webhooks/&lt;id&gt;.yaml</c>: who is told of what happens.</summary>
internal sealed class WebhookReader(DefinitionErrors errors)
{
    /// <summary>Beside <c>images/</c> and <c>schedules/</c>.</summary>
    public const string Folder = "webhooks";

    private static readonly Uri Nowhere = new("https://invalid.invalid/");

    /// <param name="id">The file's name without its ending.</param>
    public Webhook Read(DefinitionFile file, string id)
    {
        errors.RequireFileName(file, "id", id);
        return new Webhook(
            id, UrlOf(file),
            [
                .. file.Root.Texts("events").Where(NoticeName.All.ContainsKey).Select(name => NoticeName.All[name]),
            ],
            SecretOf(file.Root.Group("secret")));
    }

    // Whoever writes definitions must not make the service ask what only its machine can reach, such as the metadata
    // address of a cloud. Names are looked at again when they are called: DNS says something else by then.
    private Uri UrlOf(DefinitionFile file)
    {
        if (file.Root.Text("url") is not { } text)
        {
            return Nowhere;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Add(
                file, file.Root.Value("url"), $"url: {Quoting.Quote(text)} is no address",
                "write https://, a host, perhaps a port up to 65535, and a path");
            return Nowhere;
        }

        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && WebhookAddress.Fault(address) is { } fault)
        {
            errors.Add(file, file.Root.Value("url"), $"url: {url.Host} is {fault}", "name the receiver's own address");
        }

        return url;
    }

    private static SecretSource SecretOf(JObject? secret) => secret switch
    {
        _ when secret?.Text("file") is { } path => new SecretSource.File(path),
        _ when secret?.Text("environment") is { } name => new SecretSource.Variable(name),
        _ => new SecretSource.Credential(secret?.Text("credential") ?? ""),
    };
}
