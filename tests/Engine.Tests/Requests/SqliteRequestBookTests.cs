namespace ImageForge.Engine.Tests.Requests;

public sealed class SqliteRequestBookTests() : RequestBookContract(null);
