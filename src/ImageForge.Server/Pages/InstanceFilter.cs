namespace ImageForge.Server.Pages;

/// <summary>Which instances a fleet's page lists.</summary>
public enum InstanceFilter
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>Those that should go, or do not serve as they should.</summary>
    Attention,

    /// <summary>Those that boot, warm up or leave.</summary>
    Moving,
}
