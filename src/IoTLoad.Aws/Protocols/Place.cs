namespace IoTLoad.Aws.Protocols;

/// <summary>Where in a request or response a member travels.</summary>
internal enum Place
{
    /// <summary>In the document: a JSON property, a form field or an XML element.</summary>
    Body,

    /// <summary>In the path; always required.</summary>
    Path,

    /// <summary>In the query string.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>The member is the body: bytes as they are, a structure as the JSON document.</summary>
    Payload,
}
