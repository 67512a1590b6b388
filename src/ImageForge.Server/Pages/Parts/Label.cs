using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace ImageForge.Server.Pages.Parts;

/// <summary>A text within a chart: Razor keeps SVG's own word for it to itself.</summary>
public sealed class Label : ComponentBase
{
    /// <summary>Along the chart, such as <c>12.5%</c>.</summary>
    [Parameter, EditorRequired]
    public required string X { get; set; }

    /// <summary>Down the chart, in pixels.</summary>
    [Parameter, EditorRequired]
    public required string Y { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Which part of the text <see cref="X"/> means: start, middle or end.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary>True if it is what the chart is about.</summary>
    [Parameter]
    public bool IsStrong { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", IsStrong ? "label strong" : "label");
        builder.AddAttribute(2, "x", X);
        builder.AddAttribute(3, "y", Y);
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddContent(5, Text);
        builder.CloseElement();
    }
}
