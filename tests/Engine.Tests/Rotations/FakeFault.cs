namespace ImageForge.Engine.Tests.Rotations;

/// <summary>How a call to the fake target goes wrong.</summary>
public enum FakeFault
{
    None,

    /// <summary>Done, but the caller never hears of it.</summary>
    LostAnswer,

    /// <summary>Not answered, and done some seconds later.</summary>
    LateEffect,

    /// <summary>Not done, and may succeed at once when repeated.</summary>
    Transient,

    /// <summary>Not done.</summary>
    Refused,
}
