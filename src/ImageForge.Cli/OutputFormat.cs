namespace ImageForge.Cli;

/// <summary>For whom the answer is.</summary>
internal enum OutputFormat
{
    /// <summary>For people: live on a terminal, plain lines elsewhere.</summary>
    Text,

    /// <summary>For programs: one JSON document on stdout and nothing else there.</summary>
    Json,
}
