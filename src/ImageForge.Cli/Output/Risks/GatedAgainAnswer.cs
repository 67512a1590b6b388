using ImageForge.Core.Images;

namespace ImageForge.Cli.Output.Risks;

/// <summary>A version whose gates were asked again because a waiver had ended.</summary>
/// <param name="State">What it is since.</param>
internal sealed record GatedAgainAnswer(string Image, ImageState State);
