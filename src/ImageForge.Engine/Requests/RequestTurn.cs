namespace ImageForge.Engine.Requests;

/// <summary>What a request that may have come before is to do.</summary>
public abstract record RequestTurn
{
    private RequestTurn() { }

    /// <summary>It is the first, or what was begun died: do it, then say how it ended.</summary>
    public sealed record Yours : RequestTurn;

    /// <summary>It was done before: this is what was answered.</summary>
    public sealed record Done(StoredAnswer Answer) : RequestTurn;

    /// <summary>The same is being done at this moment.</summary>
    public sealed record UnderWay : RequestTurn;

    /// <summary>Another request came under the same key.</summary>
    public sealed record Other : RequestTurn;
}
