namespace ImageForge.Engine.Builds;

/// <summary>Tells a full disk from other failures of writing.</summary>
internal static class DiskFull
{
    // On Linux .NET keeps errno in HResult: ENOSPC, EDQUOT.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static bool Is(IOException exception) => exception.HResult is NoSpace or QuotaExceeded;

    public static ForgeException While(string act, Exception inner) => new(
        ForgeError.Environment, $"the disk is full: it had no room left while {act}",
        "make room where the state directory lies (`imageforge gc` helps), or set IMAGEFORGE_STATE", inner);
}
