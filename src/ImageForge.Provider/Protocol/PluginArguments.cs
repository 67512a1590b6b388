namespace ImageForge.Provider.Protocol;

/// <summary>How the engine calls the program: options of its own, then its address.</summary>
/// <param name="EngineAddress">host:port; null: nobody called, and somebody will attach.</param>
internal sealed record PluginArguments(string? EngineAddress)
{
    // The only one whose value is a word of its own.
    private const string Tracing = "--tracing";

    /// <summary>Takes what is known and passes over the rest: newer engines have newer options.</summary>
    public static PluginArguments Parse(IReadOnlyList<string> words)
    {
        string? address = null;
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] == Tracing)
            {
                index++;
            }
            else if (!words[index].StartsWith('-') && words[index].Length > 0)
            {
                address = words[index];
            }
        }

        return new PluginArguments(address);
    }
}
