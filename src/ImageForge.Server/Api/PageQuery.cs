using System.Buffers.Text;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace ImageForge.Server.Api;

/// <summary>Which part of a list is asked for.</summary>
public sealed class PageQuery
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1000;

    /// <summary>How many, 1 to 1,000.</summary>
    [FromQuery(Name = "limit")]
    [Range(1, LimitMax)]
    [DefaultValue(LimitDefault)]
    [Description("How many at most, 1 to 1,000; 100 where nothing is said.")]
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    [FromQuery(Name = "cursor")]
    [Description("Where the page before ended: the cursor of its `next` link. Opaque.")]
    public string? Cursor { get; init; }

    /// <summary>How many are asked for.</summary>
    /// <exception cref="RequestException">Too many, or none.</exception>
    internal int Size => Limit switch
    {
        null => LimitDefault,
        >= 1 and <= LimitMax and var size => size,
        _ => throw Refused("limit is not from 1 to 1,000", "ask for several pages: each names the next one"),
    };

    /// <summary>What the page before ended with; null: from the beginning.</summary>
    /// <exception cref="RequestException">No page of ours said so.</exception>
    internal string? After
    {
        get
        {
            if (Cursor is null)
            {
                return null;
            }

            return Base64Url.IsValid(Cursor)
                && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor)) is { Length: > 0 } text
                && !text.Contains('\uFFFD')
                ? text
                : throw Refused("that is no cursor", "take it from `next` of the page before, or leave it out");
        }
    }

    /// <summary>The link to the page after one that ended with a key.</summary>
    internal string NextOf(HttpContext context, string key)
    {
        var query = context.Request.Query
            .Where(pair => pair.Key is not ("cursor" or "limit"))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value))
            .Append(KeyValuePair.Create("limit", (string?)$"{Size}"))
            .Append(KeyValuePair.Create(
                "cursor", (string?)Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key))));
        var link = context.Request.Path.ToUriComponent() + QueryString.Create(query).ToUriComponent();
        context.Response.Headers.Link = $"<{link}>; rel=\"next\"";
        return link;
    }

    /// <summary>A page of what is there already, by keys that order it.</summary>
    /// <param name="key">Unique, and in ordinal order.</param>
    internal (IReadOnlyList<T> Items, string? Next) Cut<T>(HttpContext context, IEnumerable<T> all, Func<T, string> key)
    {
        var (size, after) = (Size, After);
        var items = all.Select(item => (Key: key(item), Item: item))
            .Where(item => after is null || string.CompareOrdinal(item.Key, after) > 0)
            .OrderBy(item => item.Key, StringComparer.Ordinal).Take(size + 1).ToList();
        var next = items.Count > size ? NextOf(context, items[size - 1].Key) : null;
        return ([.. items.Take(size).Select(item => item.Item)], next);
    }

    /// <summary>A page of what is in the order of its keys already: costs what the page holds, and not the whole.
    /// </summary>
    /// <inheritdoc cref="Cut{T}(HttpContext, IEnumerable{T}, Func{T, string})"/>
    internal (IReadOnlyList<T> Items, string? Next) CutOrdered<T>(
        HttpContext context, IReadOnlyList<T> all, Func<T, string> key)
    {
        var (size, first) = (Size, 0);
        if (After is { } after)
        {
            for (var end = all.Count; first < end;)
            {
                var middle = first + ((end - first) / 2);
                (first, end) = string.CompareOrdinal(key(all[middle]), after) > 0 ? (first, middle) : (middle + 1, end);
            }
        }

        IReadOnlyList<T> items = [.. all.Skip(first).Take(size)];
        return (items, first + size < all.Count ? NextOf(context, key(items[^1])) : null);
    }

    private static RequestException Refused(string detail, string wayOut) =>
        new(StatusCodes.Status400BadRequest, "wrong page", detail, wayOut);
}
