using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>One act on one instance that a pass would send.</summary>
/// <param name="Reason">The arithmetic or fact that allows it.</param>
public sealed record CommandAnswer(CommandKind Command, string Instance, string Reason)
{
    public static CommandAnswer Of(RotationCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new(command.Kind, command.Instance.Value, command.Reason);
    }
}
