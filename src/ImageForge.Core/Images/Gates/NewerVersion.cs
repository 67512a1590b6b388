namespace ImageForge.Core.Images.Gates;

/// <summary>An installed package of which the definition's suite offers a newer version.</summary>
public sealed record NewerVersion(string Package, string Installed, string Newest);
