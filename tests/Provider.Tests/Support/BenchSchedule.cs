using ImageForge.Targets.Tests.Service;

namespace ImageForge.Provider.Tests;

/// <summary>A schedule that is quick, but for what a test is about.</summary>
internal sealed record BenchSchedule(string Fleet)
{
    public int Desired { get; init; } = 2;

    /// <summary>How long all must hold at the end.</summary>
    public string Bake { get; init; } = "0s";

    public string Windows { get; init; } = "always";

    /// <summary>Where a person is asked.</summary>
    public string Approvals { get; init; } = "[]";

    public void Write(ServiceTree tree) => tree.Write($"schedules/{Fleet}.yaml", $$"""
        fleet: {{Fleet}}
        image: web
        desired: {{Desired}}
        minHealthyPercentage: 100
        maxHealthyPercentage: 200
        maxBatchPercentage: 100
        instanceWarmup: 1s
        drainTimeout: 5s
        launchTimeout: 1m
        checkpoints: []
        approvals: {{Approvals}}
        bakeTime: {{Bake}}
        windows: {{Windows}}

        """);
}
