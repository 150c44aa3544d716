"""What can go wrong, each with its words in Chinese and English.

HbgraphError
├── BadCorpus                 a file of the corpus cannot be used
│   ├── BrokenTurtle          the parser rejects it
│   ├── BlankNodeInData       a node has no IRI
│   └── UnknownPath           the path is not part of a corpus
├── NotConforming             the graph violates its shapes
├── UnknownBulletin           no bulletin of this name is in the corpus
├── UnreadableFile            a file cannot be read or written
├── BadSetting                an HBGRAPH_… variable has no usable value
├── ReleaseError
│   ├── NoRelease             nothing is published yet
│   ├── PublisherBusy         another process is publishing
│   ├── UnknownRelease        no release has this id or name
│   ├── BadName               a release cannot be named so
│   ├── OldIndex              the search index of a release has another format
│   ├── UnknownCitation       no query was cited under this id
│   ├── CitationsFull         a bound of citations is reached
│   ├── UnrepeatableQuery     a query to be cited answers otherwise each time
│   └── ScratchData           the directory is a scratch store, or is not
├── TokenError
│   ├── BadTokenFile          the file of tokens cannot be used
│   ├── BadScope              a scope is neither * nor an IRI
│   ├── TokenExists           the name of a new token is taken
│   └── UnknownToken          no token has this name
├── BackupError
│   ├── BackupExists          the folder of a new backup holds something
│   ├── DamagedBackup         a backup is not whole, or was changed
│   └── DataDirInUse          a backup would be restored over data
├── BadBoundaries             no map can be drawn from a file
├── AddressInUse              the server cannot listen there
├── FrontEndMissing           what browsers load was not built
├── QueryError
│   ├── MalformedQuery        the parser rejects the query
│   ├── UndeclaredPrefix      a name in it has a prefix that it does not declare
│   ├── RefusedQuery          the query asks for something not allowed
│   ├── QueryTooLong          the text exceeds the bound
│   ├── BoundReached          a bound ended it
│   │   ├── DeadlineReached   it took too long
│   │   └── MemoryReached     it took too much memory, or broke the engine
│   ├── AnswerTooLarge        the answer has too many bytes
│   ├── ServerBusy            no place became free
│   ├── OverBudget            the client has used up what it may
│   └── NotAcceptable         no form of the answer is acceptable to the client
│       └── NotInXml          the form is XML, which cannot hold the answer
├── RequestError
│   ├── MalformedRequest      it is no HTTP, or could be read in two ways
│   ├── HeadersTooLarge       its header exceeds the bound
│   ├── BodyTooLarge          its body exceeds the bound
│   ├── WrongBody             its body is of a type that is not accepted
│   ├── BadEncoding           its body or a parameter is not UTF-8
│   ├── MissingData           it holds nothing to validate
│   └── BrokenJson            its JSON is not what is needed
├── WriteError
│   ├── BrokenData            the parser rejects the data
│   ├── BrokenShapes          the validator rejects the shapes
│   ├── MalformedUpdate       the parser rejects the update
│   ├── DatasetConflict       the request and the update both name graphs
│   ├── UpdateFailed          an operation has no graph to work on
│   ├── ForbiddenGraph        the token does not reach the graph
│   ├── ReadOnlyGraph         the graph follows from others
│   ├── UnknownGraph          no graph has this name
│   └── ChangedMeanwhile      a precondition does not hold
├── EndpointError
│   ├── BadEndpoint           the address is none that can be asked
│   ├── EndpointUnreachable   a remote engine does not answer
│   ├── EndpointTimeout       a remote engine does not finish in time
│   ├── EndpointRefused       a remote engine answers with an error
│   ├── EndpointDenied        a remote engine does not accept the credentials
│   ├── EndpointMoved         a remote engine points to another address
│   ├── EndpointTruncated     the answer of a remote engine may not be whole
│   ├── UnsafeCredentials     a secret would travel in clear
│   ├── NotWritable           no address for writing is known
│   └── EndpointMismatch      a remote engine holds something else than it was sent
└── InternalError             a fault of hbgraph itself

Each class has an entry of its ``code`` in docs/errors.md.
"""

from hbgraph.errors.base import HbgraphError
from hbgraph.errors.corpus import (
    BadCorpus,
    BlankNodeInData,
    BrokenTurtle,
    NotConforming,
    UnknownBulletin,
    UnknownPath,
)
from hbgraph.errors.endpoints import (
    BadEndpoint,
    EndpointDenied,
    EndpointError,
    EndpointMismatch,
    EndpointMoved,
    EndpointRefused,
    EndpointTimeout,
    EndpointTruncated,
    EndpointUnreachable,
    NotWritable,
    UnsafeCredentials,
)
from hbgraph.errors.queries import (
    AnswerTooLarge,
    BoundReached,
    DeadlineReached,
    MalformedQuery,
    MemoryReached,
    NotAcceptable,
    NotInXml,
    OverBudget,
    QueryError,
    QueryTooLong,
    RefusedQuery,
    ServerBusy,
    UndeclaredPrefix,
)
from hbgraph.errors.releases import (
    BackupError,
    BackupExists,
    BadName,
    CitationsFull,
    DamagedBackup,
    DataDirInUse,
    NoRelease,
    OldIndex,
    PublisherBusy,
    ReleaseError,
    ScratchData,
    UnknownCitation,
    UnknownRelease,
    UnrepeatableQuery,
)
from hbgraph.errors.requests import (
    BadEncoding,
    BodyTooLarge,
    BrokenJson,
    HeadersTooLarge,
    MalformedRequest,
    MissingData,
    RequestError,
    WrongBody,
)
from hbgraph.errors.setup import (
    AddressInUse,
    BadBoundaries,
    BadSetting,
    FrontEndMissing,
    InternalError,
    UnreadableFile,
)
from hbgraph.errors.tokens import BadScope, BadTokenFile, TokenError, TokenExists, UnknownToken
from hbgraph.errors.writes import (
    BrokenData,
    BrokenShapes,
    ChangedMeanwhile,
    DatasetConflict,
    ForbiddenGraph,
    MalformedUpdate,
    ReadOnlyGraph,
    UnknownGraph,
    UpdateFailed,
    WriteError,
)

__all__ = [
    "AddressInUse",
    "AnswerTooLarge",
    "BackupError",
    "BackupExists",
    "BadBoundaries",
    "BadCorpus",
    "BadEncoding",
    "BadEndpoint",
    "BadName",
    "BadScope",
    "BadSetting",
    "BadTokenFile",
    "BlankNodeInData",
    "BodyTooLarge",
    "BoundReached",
    "BrokenData",
    "BrokenJson",
    "BrokenShapes",
    "BrokenTurtle",
    "ChangedMeanwhile",
    "CitationsFull",
    "DamagedBackup",
    "DataDirInUse",
    "DatasetConflict",
    "DeadlineReached",
    "EndpointDenied",
    "EndpointError",
    "EndpointMismatch",
    "EndpointMoved",
    "EndpointRefused",
    "EndpointTimeout",
    "EndpointTruncated",
    "EndpointUnreachable",
    "ForbiddenGraph",
    "FrontEndMissing",
    "HbgraphError",
    "HeadersTooLarge",
    "InternalError",
    "MalformedQuery",
    "MalformedRequest",
    "MalformedUpdate",
    "MemoryReached",
    "MissingData",
    "NoRelease",
    "NotAcceptable",
    "NotConforming",
    "NotInXml",
    "NotWritable",
    "OldIndex",
    "OverBudget",
    "PublisherBusy",
    "QueryError",
    "QueryTooLong",
    "ReadOnlyGraph",
    "RefusedQuery",
    "ReleaseError",
    "RequestError",
    "ScratchData",
    "ServerBusy",
    "TokenError",
    "TokenExists",
    "UndeclaredPrefix",
    "UnknownBulletin",
    "UnknownCitation",
    "UnknownGraph",
    "UnknownPath",
    "UnknownRelease",
    "UnknownToken",
    "UnreadableFile",
    "UnrepeatableQuery",
    "UnsafeCredentials",
    "UpdateFailed",
    "WriteError",
    "WrongBody",
]
