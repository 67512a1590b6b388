namespace ImageForge.Targets.Local;

/// <summary>A systemd credential handed to a guest by SMBIOS, and so never on its disk.</summary>
/// <param name="Name">
/// As the guest's units ask for it: <c>imageforge.token</c>. Letters, digits, dot, dash, underscore.
/// </param>
/// <param name="Value">Text without line breaks.</param>
/// <param name="IsSecret">
/// True keeps the value off the command line: it goes by a 0600 file that is unlinked after the start.
/// </param>
public sealed record MachineCredential(string Name, string Value, bool IsSecret = false);
