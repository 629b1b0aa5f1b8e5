/** First definitions, guessed from documents and from an answer of an API. */
@NullMarked
package dev.millrace.cli.types.guess;

import org.jspecify.annotations.NullMarked;
