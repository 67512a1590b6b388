namespace ImageForge.Cli.Output;

/// <summary>How long something takes or is ago, in the one or two units a person would say.</summary>
internal static class Ago
{
    public static string Text(DateTimeOffset at) => $"{Span(DateTimeOffset.UtcNow - at)} ago";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => $"{Math.Max(0, span.TotalSeconds):0.0} s",
        { TotalSeconds: < 120 } => $"{span.TotalSeconds:0} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} days",
    };
}
