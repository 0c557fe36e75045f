"""The project as files: paths come in, `SourceFile`s with their trees and a `Project` that resolves imports go out.

Floor 2. Nothing here knows what a loss is.
"""
