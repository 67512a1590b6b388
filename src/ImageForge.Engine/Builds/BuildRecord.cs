using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Builds;

/// <summary>Writes one build's events into its journal chain.</summary>
internal sealed class BuildRecord(IJournal journal, BuildPlan plan, TimeProvider time)
{
    // Messages hold quotes and angles; the default encoder writes them as \u0022, which nobody can read.
    private static readonly BuildJson Json = new(
        new JsonSerializerOptions(BuildJson.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = false,
        });

    private readonly string _run =
        $"{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{Environment.ProcessId}";

    public Task AddAsync(
        JournalPhase phase, string subject, BuildEvent buildEvent, CancellationToken cancellationToken) =>
        journal.AppendAsync(
            $"build/{plan.Digest.Hex}", _run, phase, subject, JsonSerializer.Serialize(buildEvent, Json.BuildEvent),
            fence: null, cancellationToken);
}
