using System.CommandLine;

namespace ImageForge.Cli.Commands;

/// <summary>Ties a verb to what it does.</summary>
internal static class Verb
{
    /// <summary>
    /// Makes <paramref name="act"/> the action of the command; failures become one block and an exit code.
    /// </summary>
    public static Command Doing(
        this Command command, Func<Session, ParseResult, CancellationToken, Task<int>> act)
    {
        command.SetAction((parsed, cancellationToken) =>
            Session.RunAsync(parsed, (session, token) => act(session, parsed, token), cancellationToken));
        return command;
    }
}
