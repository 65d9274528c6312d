import './language';
import './app/resultsPanel';
