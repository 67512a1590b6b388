namespace ImageForge.Server.Pages;

/// <summary>The shapes that stand beside a state's word: told apart without their colours.</summary>
public enum Mark
{
    /// <summary>A full circle with a tick.</summary>
    Good,

    /// <summary>A circle, half of it full.</summary>
    Moving,

    /// <summary>An empty circle.</summary>
    Waiting,

    /// <summary>A triangle.</summary>
    Watch,

    /// <summary>A full square with a stroke: a person has to act.</summary>
    Act,

    /// <summary>A full diamond with a cross.</summary>
    Bad,

    /// <summary>A dashed circle.</summary>
    Unknown,

    /// <summary>A dash.</summary>
    Off,
}
