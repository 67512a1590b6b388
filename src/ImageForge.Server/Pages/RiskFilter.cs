namespace ImageForge.Server.Pages;

/// <summary>Which risks the ledger lists.</summary>
public enum RiskFilter
{
    /// <summary>All that something still carries.</summary>
    Current,

    /// <summary>Past their due date.</summary>
    Late,

    /// <summary>Nothing is done about them now.</summary>
    Open,

    /// <summary>Somebody lives with them for a time.</summary>
    Accepted,

    /// <summary>Nothing carries them any more.</summary>
    Mitigated,
}
