using ImageForge.Targets.Tests.Service;

namespace ImageForge.Provider.Tests;

/// <summary>A schedule that is quick, but for what a test is about.</summary>
internal sealed record BenchSchedule(string Fleet)
{
    public int Desired { get; init; } = 2;

    public string Image { get; init; } = "web";

    /// <summary>How long an instance must be healthy before it counts.</summary>
    public string Warmup { get; init; } = "0s";

    public string Windows { get; init; } = "always";

    /// <summary>Where a person is asked.</summary>
    public string Approvals { get; init; } = "[]";

    public void Write(ServiceTree tree) => tree.Write($"schedules/{Fleet}.yaml", $$"""
        fleet: {{Fleet}}
        image: {{Image}}
        desired: {{Desired}}
        minHealthyPercentage: 100
        maxHealthyPercentage: 200
        maxBatchPercentage: 100
        instanceWarmup: {{Warmup}}
        drainTimeout: 5s
        launchTimeout: 5m
        checkpoints: []
        approvals: {{Approvals}}
        bakeTime: 0s
        windows: {{Windows}}

        """);
}
