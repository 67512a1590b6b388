namespace ImageForge.Benchmarks;

/// <summary>One promise about speed, measured.</summary>
/// <param name="What">What was done.</param>
/// <param name="Seen">What was measured, with its unit.</param>
/// <param name="Bar">What is promised; empty where it is only told.</param>
/// <param name="Holds">Whether it was kept; null where nothing is promised.</param>
public sealed record Measurement(string What, string Seen, string Bar, bool? Holds)
{
    public static Measurement Ratio(string what, double seen, double bar) =>
        new(what, $"{seen:0.00} x", $"<= {bar:0.00} x", seen <= bar);

    public static Measurement Seconds(string what, TimeSpan seen, TimeSpan bar) =>
        new(what, $"{seen.TotalSeconds:0.00} s", $"<= {bar.TotalSeconds:0.##} s", seen <= bar);
}
