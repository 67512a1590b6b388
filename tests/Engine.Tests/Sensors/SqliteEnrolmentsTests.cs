namespace ImageForge.Engine.Tests.Sensors;

public sealed class SqliteEnrolmentsTests() : EnrolmentsContract(null);
