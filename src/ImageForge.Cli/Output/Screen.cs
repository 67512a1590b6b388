using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageForge.Cli.Output;

/// <summary>
/// Standard output. On a terminal it may redraw and colour; piped it prints plain lines only; asked for JSON it prints
/// one
/// document and swallows everything meant for people.
/// </summary>
internal sealed class Screen
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(250);
    private readonly OutputFormat _format;

    public Screen(OutputFormat format)
    {
        this._format = format;
        IsLive = _format == OutputFormat.Text && !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
    }

    /// <summary>True if a person watches: redrawing and colours are welcome.</summary>
    public bool IsLive { get; }

    public bool IsJson => _format == OutputFormat.Json;

    /// <summary>Prints a line for people.</summary>
    public void Line(string text = "")
    {
        if (!IsJson)
        {
            Console.Out.WriteLine(text);
        }
    }

    /// <summary>Prints a heading for people.</summary>
    public void Heading(string text)
    {
        if (IsLive)
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");
        }
        else
        {
            Line(text);
        }
    }

    /// <summary>Prints a table for people: drawn on a terminal, aligned columns elsewhere.</summary>
    public void Show(Sheet sheet)
    {
        if (IsLive)
        {
            AnsiConsole.Write(sheet.Draw());
        }
        else
        {
            foreach (var line in sheet.Lines())
            {
                Line(line);
            }
        }
    }

    /// <summary>Prints a table, or where it has no row what that means.</summary>
    public void ShowOr(Sheet sheet, string nothing)
    {
        if (sheet.IsEmpty)
        {
            Line(nothing);
        }
        else
        {
            Show(sheet);
        }
    }

    /// <summary>Prints a document that people and programs get alike.</summary>
    public static void Document(string text) => Console.Out.WriteLine(text);

    /// <summary>Prints the one document for programs; does nothing when people are asking.</summary>
    public void Answer<T>(T value, JsonTypeInfo<T> shape)
    {
        if (IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, shape));
        }
    }

    /// <summary>
    /// Redraws <paramref name="draw"/> while <paramref name="work"/> runs; without a terminal just runs it.
    /// </summary>
    public async Task<T> WatchAsync<T>(Func<IRenderable> draw, Task<T> work)
    {
        if (IsLive)
        {
            await AnsiConsole.Live(draw()).StartAsync(async context =>
            {
                while (await Task.WhenAny(work, Task.Delay(RedrawEvery, CancellationToken.None)) != work)
                {
                    context.UpdateTarget(draw());
                }

                context.UpdateTarget(draw());
            });
        }

        return await work;
    }
}
