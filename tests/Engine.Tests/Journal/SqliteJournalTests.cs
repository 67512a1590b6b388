namespace ImageForge.Engine.Tests.Journal;

public sealed class SqliteJournalTests() : JournalContract(new JournalFixture());
