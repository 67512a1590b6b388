namespace ImageForge.Server.Api;

/// <summary>Whether the service can do its work.</summary>
/// <param name="Database">The database answers.</param>
/// <param name="Bells">Bells ring.</param>
/// <param name="Schedules">The schedules were read, right or wrong.</param>
public sealed record ReadyAnswer(bool Database, bool Bells, bool Schedules)
{
    public bool IsReady => Database && Bells && Schedules;
}
