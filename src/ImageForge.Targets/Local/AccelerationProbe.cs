using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>Decides how guests run on this machine.</summary>
public static class AccelerationProbe
{
    private const string Override = "IMAGEFORGE_ACCEL";

    /// <summary>
    /// KVM only where the processor has it <em>and</em> <c>/dev/kvm</c> opens; <c>IMAGEFORGE_ACCEL=tcg|kvm</c>
    /// overrides.
    /// </summary>
    /// <exception cref="ForgeException">The override is neither word.</exception>
    public static Acceleration Detect() => Environment.GetEnvironmentVariable(Override) switch
    {
        null or "" => ProcessorHasVirtualization() && DeviceOpens() ? Acceleration.Kvm : Acceleration.Tcg,
        "tcg" => Acceleration.Tcg,
        "kvm" => Acceleration.Kvm,
        var other => throw new ForgeException(
            ForgeError.Environment, $"{Override} is '{other}'", $"set {Override} to tcg or kvm, or unset it"),
    };

    // A device node alone proves nothing: containers show it on machines whose processor has no virtualization.
    private static bool ProcessorHasVirtualization() =>
        File.ReadLines("/proc/cpuinfo")
            .Where(line => line.StartsWith("flags", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' '))
            .Any(flag => flag is "vmx" or "svm");

    private static bool DeviceOpens()
    {
        try
        {
            using var device = File.Open("/dev/kvm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
