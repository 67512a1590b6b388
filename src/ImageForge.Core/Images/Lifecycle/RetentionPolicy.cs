namespace ImageForge.Core.Images.Lifecycle;

/// <summary>
/// Which built versions of an image are kept: <c>retention</c> in its file. What is referred to is kept whatever it
/// says.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>The newest so many are kept however old they are; 1 to 1000.</summary>
    public int Keep { get; init; } = 5;

    /// <summary>Those built within this time are kept however many they are.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromDays(90);
}
