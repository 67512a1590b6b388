namespace ImageForge.Core.Rotations;

/// <summary>The kinds of <see cref="RotationCommand"/>, for records that name one without its content.</summary>
public enum CommandKind
{
    Launch,
    Register,
    Admit,
    Drain,
    Reimage,
    Isolate,
    Terminate,
}
