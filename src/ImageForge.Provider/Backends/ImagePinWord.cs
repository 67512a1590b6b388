namespace ImageForge.Provider.Backends;

/// <summary>That a Pulumi resource keeps a version.</summary>
/// <param name="Version">Such as <c>web@0123456789ab</c>.</param>
/// <param name="Holder">Its URN, a #, and what tells its id from others of the image.</param>
internal sealed record ImagePinWord(string Version, string Holder);
