using System.Text.Json.Nodes;
using ImageForge.Engine;

namespace ImageForge.Provider.Backends.Service;

/// <summary>Follows a job of the service. Whoever stops following leaves it running.</summary>
internal static class ServiceJob
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A cold build takes minutes, and fifteen others may be before it.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <returns>What came of it.</returns>
    /// <exception cref="ForgeException">It failed, or was cut off.</exception>
    public static async Task<string> FollowAsync(
        ServiceClient client, string job, Action<string> progress, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        while (true)
        {
            var answer = await client.GetAsync($"/v1/jobs/{Uri.EscapeDataString(job)}", limit.Token);
            var line = answer["job"]!.AsObject();
            switch ((string?)line["state"])
            {
                case "Done":
                    return (string)line["result"]!;
                case "Failed" or "Interrupted":
                    throw Failure(line);
                default:
                    progress(Words(line, answer["steps"]!.AsArray()));
                    break;
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    private static string Words(JsonObject job, JsonArray steps) => steps.LastOrDefault() is { } step
        ? $"{steps.Count} {step["step"]}{(step["detail"] is { } detail && $"{detail}".Length > 0 ? $": {detail}" : "")}"
        : $"job {job["job"]} is {$"{job["state"]}".ToLowerInvariant()}";

    private static ForgeException Failure(JsonObject job) => new(
        Enum.TryParse<ForgeError>((string?)job["error"], out var error) ? error : ForgeError.External,
        $"job {job["job"]}: {job["message"]}",
        (string?)job["wayOut"] ?? "run `pulumi up` again: it goes on from there");
}
