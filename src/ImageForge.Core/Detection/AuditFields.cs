using System.Buffers;
using System.Text;

namespace ImageForge.Core.Detection;

/// <summary>
/// Reads <c>name=value</c> fields of one record, left to right. A value is quoted and literal, or bare; bare hex stands
/// for text with blanks, quotes or bytes beyond ASCII where the field is one that holds text.
/// </summary>
internal ref struct AuditFields(ReadOnlySpan<char> body)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    private ReadOnlySpan<char> _rest = body;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Without its quotes.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>It stood in quotes: nothing in it is encoded.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Goes to the next field; false at the end. Words without <c>=</c> are passed over.</summary>
    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            _rest = _rest.TrimStart(' ');
            var end = _rest.IndexOfAny(' ', '=');
            if (end < 0)
            {
                return false;
            }

            Name = _rest[..end];
            var isField = _rest[end] == '=';
            _rest = _rest[(end + 1)..];
            if (isField)
            {
                TakeValue();
                return true;
            }
        }

        return false;
    }

    /// <summary>The value as text; empty where the kernel had none.</summary>
    public readonly string Text()
    {
        if (IsQuoted)
        {
            return Value.ToString();
        }

        return Value is "(null)" or "?" or "(none)" ? "" : FromHex(Value) ?? Value.ToString();
    }

    private void TakeValue()
    {
        IsQuoted = !_rest.IsEmpty && _rest[0] is '"' or '\'';
        var mark = IsQuoted ? _rest[0] : ' ';
        _rest = IsQuoted ? _rest[1..] : _rest;
        var end = _rest.IndexOf(mark);
        Value = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
    }

    private static string? FromHex(ReadOnlySpan<char> value)
    {
        if (value.Length < 2 || value.Length % 2 != 0 || value.ContainsAnyExcept(HexDigits))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Convert.FromHexString(value));
    }
}
