/** Styles that the page imports: the bundler takes them, and no value comes of it. */
declare module "*.css";
