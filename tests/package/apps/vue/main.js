import { createApp } from "vue";
import App from "./App.vue";

const app = createApp(App);
app.mount("#root");
window.unmount = () => app.unmount();
