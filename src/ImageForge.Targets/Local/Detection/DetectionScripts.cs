namespace ImageForge.Targets.Local.Detection;

/// <summary>What is put into the machine in which scenarios run, embedded in the assembly.</summary>
internal static class DetectionScripts
{
    /// <summary>Text of one of them.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(DetectionScripts).Assembly.GetManifestResourceStream($"Detection/{name}")
            ?? throw new InvalidOperationException($"the resource {name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
