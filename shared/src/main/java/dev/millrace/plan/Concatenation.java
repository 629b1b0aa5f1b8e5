package dev.millrace.plan;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * The elements of streams, one stream after the other. Unlike the iterator of a stream that {@link
 * Stream#flatMap} has made, it holds no more than one element: that one collects all of a part
 * before it hands out the first. Not thread-safe.
 */
final class Concatenation<T> implements Iterator<T> {

  private final Iterator<Stream<T>> parts;
  private Iterator<T> part = Collections.emptyIterator();

  Concatenation(Stream<Stream<T>> parts) {
    this.parts = parts.iterator();
  }

  @Override
  public boolean hasNext() {
    while (!part.hasNext() && parts.hasNext()) {
      part = parts.next().iterator();
    }
    return part.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return part.next();
  }
}
