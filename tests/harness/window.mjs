// What a test's browser is like.

/** Its size, in CSS pixels. */
export const WINDOW = { width: 1000, height: 1200 };

/** A host name of this machine; unlike 127.0.0.1 it can't be reached offline. */
export const LOCAL_HOST = "app.test";
