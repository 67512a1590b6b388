using ImageForge.Engine.Hotfixes;

namespace ImageForge.Cli.Output;

/// <summary>Hotfixes, for people.</summary>
internal static class HotfixView
{
    public static void ShowPlan(Screen screen, HotfixPlan plan)
    {
        screen.Heading($"{plan.Id}: {plan.Wish}{(plan.Begun is null ? "" : ", begun before")}");
        foreach (var (change, build) in plan.Images)
        {
            screen.Line($"  {change.From} becomes {change.To}");
            foreach (var package in change.Packages)
            {
                screen.Line($"    {package.Name} {package.Version}");
            }

            var gates = string.Join(", ", build.Gates.Select(gate => gate.Name));
            screen.Line($"    gates, those of a full build: {gates}");
        }

        foreach (var (image, reason) in plan.Unaffected)
        {
            screen.Line($"  {image} is not affected: {reason}");
        }

        foreach (var (policy, instances) in plan.Fleets)
        {
            var windows = policy.Hotfix.PassWindows ? "windows are passed" : "within its windows";
            screen.Line($"  fleet {policy.Fleet}: {instances} instances of {policy.Image}, {windows}");
        }

        if (plan.Fleets.IsEmpty)
        {
            screen.Line("  no fleet runs what is changed");
        }
    }

    public static void ShowReport(Screen screen, HotfixAnswer report)
    {
        screen.Heading($"{report.Id}: {report.Wish}, {report.State}");
        screen.Line($"  decided    {report.DecidedAt:yyyy-MM-dd HH:mm:ss} UTC by {report.By}: {report.Reason}");
        foreach (var image in report.Images)
        {
            var refused = image.RefusedBy.IsEmpty ? "" : $", refused by {string.Join(", ", image.RefusedBy)}";
            screen.Line(
                $"  built      {After(image.BuiltSeconds)}  {image.To} of {image.From}, gates "
                + $"{image.GateSeconds ?? 0:0} s{refused}: {string.Join(", ", image.Packages)}");
        }

        screen.Line($"  released   {After(report.ReleasedSeconds)}");
        foreach (var fleet in report.Fleets)
        {
            screen.Line(
                $"  fleet      {fleet.Fleet}, {fleet.Instances} instances: first {After(fleet.FirstInstanceSeconds)}, "
                + $"last {After(fleet.LastInstanceSeconds)}  {fleet.Reason}");
        }

        screen.Line($"  ended      {After(report.FinishedSeconds)}  {report.FinishReason}");
    }

    private static string After(double? seconds) =>
        seconds is { } known ? $"+{Ago.Span(TimeSpan.FromSeconds(known))}" : "not yet";
}
