namespace ImageForge.Core.Images.Lifecycle;

/// <summary>Who decided something of an image, why and when, signed.</summary>
/// <param name="By">A person's account, or what decided by itself.</param>
/// <param name="Reason">One line.</param>
/// <param name="At">UTC, whole seconds.</param>
/// <param name="KeyId">The signing key: SHA-256 of its public half in DER, 64 hex characters.</param>
/// <param name="Signature">ECDSA over SHA-256 of <see cref="ImageEvent.Statement"/>, in DER, as base64.</param>
public sealed record ImageDecision(string By, string Reason, DateTimeOffset At, string KeyId, string Signature);
