namespace ImageForge.Cli.Output;

/// <summary>A proof, for people.</summary>
internal static class VerifyView
{
    public static void Show(Screen screen, VerifyAnswer answer)
    {
        screen.Line(answer.SignedBy is { } key ? $"{answer.Id} is signed by key {key}" : $"{answer.Id} is not signed");
        if (answer.Whole)
        {
            screen.Line("every file of it is what was signed");
        }

        foreach (var fault in answer.Faults)
        {
            screen.Line($"  {fault}");
        }
    }
}
