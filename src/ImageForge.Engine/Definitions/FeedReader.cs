using ImageForge.Core.Images;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>images/feeds/&lt;id&gt;.yaml</c>: where known vulnerabilities are learnt of.</summary>
/// <param name="root">What a relative <c>file</c> is relative to, below <c>images/feeds</c>.</param>
/// <param name="errors">Where faults go.</param>
internal sealed class FeedReader(string root, DefinitionErrors errors)
{
    private static readonly TimeSpan MaxAgeDefault = TimeSpan.FromDays(7);

    /// <param name="id">The file's name without its ending.</param>
    public FeedDefinition Read(DefinitionFile file, string id)
    {
        var text = file.Root;
        errors.RequireFileName(file, "id", id);

        if (text.Value("url") is null == text.Value("file") is null)
        {
            errors.Add(
                file, text.Value("file") ?? text, "a feed comes from one place",
                "write either \"url:\" or \"file:\"");
        }

        return new FeedDefinition
        {
            Id = id,
            Title = text.Text("title") ?? "",
            Kind = text.Text("kind") switch
            {
                "osv" => FeedKind.Osv,
                "kev" => FeedKind.Kev,
                "ssvc" => FeedKind.Ssvc,
                _ => FeedKind.DebianTracker,
            },
            Source = text.Text("url") ?? Path.GetFullPath(text.Text("file") ?? "", Path.Combine(root, "images/feeds")),
            MaxAge = MaxAge(file),
        };
    }

    private TimeSpan MaxAge(DefinitionFile file)
    {
        if (file.Root.Text("maxAge") is not { } text || DurationText.Parse(text) is not { } written)
        {
            return MaxAgeDefault;
        }

        if (written < TimeSpan.FromHours(1) || written > TimeSpan.FromDays(90))
        {
            errors.Add(
                file, file.Root.Value("maxAge"), $"maxAge: {Quoting.Quote(text)} is not between 1h and 90d",
                "write 7d: what became known since is found by no gate");
        }

        return written;
    }
}
