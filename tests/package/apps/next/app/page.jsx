import { Job } from "./job";

export default function Page() {
  return <main><Job /></main>;
}
