using ImageForge.Targets.Tests.Webhooks;

namespace ImageForge.Targets.Tests.Service;

/// <summary>Definitions with one image and as many schedules as a test writes; goes away with it.</summary>
internal sealed class ServiceTree : IDisposable
{
    public ServiceTree() => Write("images/web/image.yaml", """
        name: web
        base: { distribution: debian, suite: bookworm, architecture: amd64 }
        ports: [{ number: 80 }]
        health: { port: 80, path: /healthz }

        """);

    public string Root { get; } = Directory.CreateTempSubdirectory("ifd-").FullName;

    /// <summary>A fleet of four that may be rotated in seconds, and whose bell rings every minute.</summary>
    public void WriteSchedule(
        string fleet = "web", string cron = "* * * * *", string zone = "Europe/Berlin", string windows = "always",
        int desired = 4, int batch = 50, string checkpoints = "[]") =>
        Write($"schedules/{fleet}.yaml", $$"""
        fleet: {{fleet}}
        image: web
        desired: {{desired}}
        minHealthyPercentage: 100
        maxHealthyPercentage: 150
        maxBatchPercentage: {{batch}}
        instanceWarmup: 1s
        drainTimeout: 15s
        launchTimeout: 1m
        checkpoints: {{checkpoints}}
        bakeTime: 1s
        windows: {{windows}}
        checkpointDelay: 1s
        rotate: { cron: "{{cron}}", zone: {{zone}} }

        """);

    /// <summary>Tells a receiver of rotations and gaps, with a key in a file of this tree.</summary>
    public void WriteWebhook(Uri url)
    {
        Write("secret", WebhookSink.Secret);
        File.SetUnixFileMode(Path.Combine(Root, "secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write("webhooks/test.yaml", $$"""
            id: test
            url: {{url}}
            events: [rotation.started, rotation.done, sensor.gap]
            secret: { file: {{Path.Combine(Root, "secret")}} }

            """);
    }

    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
