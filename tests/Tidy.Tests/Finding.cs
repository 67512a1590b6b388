namespace ImageForge.Tidy.Tests;

/// <summary>Says every fault at once: one run of the tests shows all there is to do.</summary>
internal static class Finding
{
    public static void None(IEnumerable<string> faults, string rule)
    {
        var found = faults.ToList();
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }
}
