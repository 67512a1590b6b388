namespace ImageForge.Core.Rotations;

/// <summary>Where a rotation stands.</summary>
public enum RotationStatus
{
    /// <summary>There is work to do or to wait for.</summary>
    Active,

    /// <summary>Every instance is on the target image, and has to hold for a while yet.</summary>
    Baking,

    /// <summary>Every instance is on the target image, available, and the count is as desired.</summary>
    Complete,

    /// <summary>Stopped by the breaker; it does not go on by itself.</summary>
    Stopped,

    /// <summary>Ended by a person; what was begun is finished or undone.</summary>
    Cancelled,
}
